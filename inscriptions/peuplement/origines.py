"""Where the people of the synthetic province come from: given and family names that fit together, and what goes along.

Every person is a draw from these lists: none of them exists.
"""

from __future__ import annotations

from dataclasses import dataclass

# Weights of immigration statuses, by the story that brings people here.
PROFILS: dict[str, dict[str, int]] = {
    "economique": {
        "resident_permanent": 50,
        "travailleur_permis_ferme": 16,
        "travailleur_permis_ouvert": 8,
        "titulaire_csq": 6,
        "residence_en_cours": 8,
        "conjoint_temporaire": 6,
        "etudiant_international": 4,
        "citoyen_naturalise": 6,
        "autre": 1,
    },
    "asile": {
        "demandeur_asile": 48,
        "personne_protegee": 20,
        "resident_permanent": 20,
        "travailleur_permis_ouvert": 6,
        "citoyen_naturalise": 4,
        "permis_sejour_temporaire": 3,
        "autre": 1,
    },
    "refuge": {
        "resident_permanent": 46,
        "personne_protegee": 34,
        "demandeur_asile": 12,
        "citoyen_naturalise": 8,
    },
    "ukraine": {"avucu": 70, "travailleur_permis_ouvert": 16, "resident_permanent": 10, "residence_en_cours": 6},
    "anglophone": {"citoyen_ne_canada": 70, "citoyen_naturalise": 12, "resident_permanent": 12, "autre": 2},
}


@dataclass(frozen=True)
class Origine:
    """A country, its languages, its names, and how many of its people had little schooling."""

    pays: str
    poids: int
    langue: str
    autres_langues: tuple[str, ...]
    profil: str
    alpha: float
    prenoms_f: tuple[str, ...]
    prenoms_m: tuple[str, ...]
    noms: tuple[str, ...]


def _o(pays, poids, langue, autres, profil, alpha, femmes, hommes, noms) -> Origine:
    return Origine(
        pays,
        poids,
        langue,
        tuple(autres.split()),
        profil,
        alpha,
        tuple(femmes.split()),
        tuple(hommes.split()),
        tuple(nom.replace("_", " ") for nom in noms.split()),
    )


ORIGINES: tuple[Origine, ...] = (
    _o(
        "COL", 13, "spa", "eng", "asile", 0.05,
        "Luz_Marina Paola Yesenia Catalina Natalia Andrea Daniela Viviana Marcela Adriana",
        "Jorge Andrés Camilo Felipe Julián Mauricio Hernán Óscar Santiago Wilmer",
        "Restrepo Giraldo Arango Ospina Cárdenas Quintero Zapata Valencia Londoño Bedoya Marulanda Echeverri",
    ),
    _o(
        "MEX", 9, "spa", "eng", "asile", 0.05,
        "Guadalupe Ximena Fernanda Araceli Itzel Rocío Leticia Mariana",
        "Alejandro Héctor Ramón Ulises Gerardo Emiliano Iván Raúl",
        "Hernández_Luna Villarreal Camacho Olvera Zavala Cisneros Barrera Montes_de_Oca Escamilla Tapia",
    ),
    _o(
        "UKR", 8, "ukr", "rus", "ukraine", 0.0,
        "Olena Oksana Iryna Nataliia Svitlana Kateryna Halyna Yuliia Daryna",
        "Andriy Oleksandr Vitalii Bohdan Mykola Serhii Taras Yaroslav",
        "Kovalenko Shevchuk Bondarenko Lysenko Melnyk Tkachenko Hrytsenko Savchenko Oliinyk Petrenko",
    ),
    _o(
        "IND", 8, "pan", "hin eng", "economique", 0.04,
        "Harpreet Simran Jasleen Manpreet Navneet Gurleen Amrit Kiran",
        "Gurpreet Jaswinder Sukhdeep Balraj Tejinder Harjit Parminder Ranjit",
        "Sandhu Gill Dhaliwal Brar Grewal Sidhu Bajwa Cheema Randhawa Aulakh",
    ),
    _o(
        "PHL", 7, "tgl", "eng", "economique", 0.02,
        "Maricel Rosalie Jocelyn Liezel Cristina Analyn Marivic Glenda",
        "Rodel Jericho Arnel Reynaldo Dennis Ferdinand Jomar Edwin",
        "Dela_Cruz Bautista Villanueva Mercado Aquino Salazar Manalo Pangilinan Evangelista Tolentino",
    ),
    _o(
        "SYR", 6, "ara", "eng", "refuge", 0.16,
        "Rania Hala Nour Samar Rima Lubna Ghada Dima Maysa",
        "Basel Khaled Ammar Firas Ziad Nizar Hani Wael Marwan",
        "Haddad Khoury Al-Masri Darwish Sabbagh Qabbani Al-Halabi Shami Mansour Nassar",
    ),
    _o(
        "CHN", 6, "cmn", "eng", "economique", 0.03,
        "Mei Xiaoling Yan Hui Jing Lihua Fang Wenjing",
        "Wei Jun Haoran Zhiming Tao Guang Bin Yong",
        "Chen Wang Zhao Liu Huang Zhou Lin Sun Guo Deng",
    ),
    _o(
        "AFG", 6, "prs", "pus", "refuge", 0.30,
        "Soraya Zahra Freshta Marwa Parwana Nargis Shabnam Laila",
        "Farid Najib Hamid Ahmad_Zia Qasim Rahim Samiullah Yusuf",
        "Rahimi Ahmadzai Noori Popal Sharifi Hashimi Wardak Azizi Karimi Safi",
    ),
    _o(
        "IRN", 6, "fas", "eng", "economique", 0.01,
        "Maryam Parisa Shirin Nasrin Leila Azadeh Mahsa Roya",
        "Reza Behrouz Kamran Arash Mehdi Siavash Omid Hossein",
        "Rostami Farahani Tehrani Moradi Jafari Ebrahimi Khosravi Shirazi Zand Kazemi",
    ),
    _o(
        "BRA", 5, "por", "spa eng", "economique", 0.02,
        "Thaís Camila Juliana Larissa Renata Beatriz Fabiana Aline",
        "Thiago Rafael Gustavo Leandro Rodrigo Vinícius Caio Murilo",
        "Ferreira Cardoso Azevedo Barbosa Nogueira Pinheiro Teixeira Moreira Brandão Peixoto",
    ),
    _o(
        "HTI", 4, "hat", "spa", "asile", 0.34,
        "Roselène Mirlande Widline Guerda Marie-Ange Fabiola Nadège Islande",
        "Wilner Jean-Robert Frantz Ronald Evens Dieudonné Jocelin Kesner",
        "Destin Joseph Pierre-Louis Saintil Dorvil Charlemagne Estimé Fleurant Exantus Toussaint",
    ),
    _o(
        "VEN", 4, "spa", "eng", "asile", 0.03,
        "Yulimar Génesis Carolina Mariángel Yaneth Estefanía Karelis Orlanda",
        "Jesús_Alberto Leonel Ángel Edgardo Yohan Reinaldo Wilfredo Darwin",
        "Urdaneta Colmenares Rincón Villasmil Bracho Paredes Chirinos Montilla Ballesteros Briceño",
    ),
    _o(
        "VNM", 3, "vie", "eng", "economique", 0.10,
        "Linh Thu_Hà Ngọc Phương Mai Bích Hạnh Thảo",
        "Minh Quang Tuấn Đức Hùng Long Nam Khôi",
        "Nguyễn Trần Phạm Lê Võ Đặng Bùi Đỗ Huỳnh Dương",
    ),
    _o(
        "BGD", 3, "ben", "eng hin", "asile", 0.12,
        "Nasrin_Akter Farzana Sultana Rehana Tahmina Shirina",
        "Rafiqul Mizanur Abdul_Karim Shahin Kamrul Jahangir",
        "Hossain Chowdhury Sarkar Bhuiyan Talukder Mollah Howlader Miah",
    ),
    _o(
        "TUR", 3, "tur", "eng kmr", "asile", 0.08,
        "Elif Zeynep Ayşe Gülşen Derya Sevgi Hatice Nurcan",
        "Emre Murat Serkan Hakan Orhan Cem Tolga Barış",
        "Yılmaz Demir Kaya Çelik Aydın Öztürk Koç Arslan Doğan Şahin",
    ),
    _o(
        "NGA", 3, "eng", "", "asile", 0.04,
        "Ngozi Funmilayo Blessing Chiamaka Adaeze Temitope",
        "Chinedu Olumide Emeka Tunde Ifeanyi Babatunde",
        "Okafor Adeyemi Eze Balogun Nwosu Obi Adewale Onyekachi",
    ),
    _o(
        "COD", 3, "swa", "lin kin", "refuge", 0.36,
        "Furaha Neema Riziki Espérance Bahati Zawadi",
        "Amani Baraka Mugisho Byamungu Safari Habimana",
        "Mwamba Kabongo Bisimwa Mutombo Nshimirimana Kasongo Balume Cirhuza",
    ),
    _o(
        "ERI", 2, "tir", "ara amh", "refuge", 0.28,
        "Selam Bethlehem Rahwa Feven Mihret Tsega",
        "Yonas Tesfay Filmon Kidane Robel Mehari",
        "Haile Tekle Ghebremedhin Weldu Abraha Okbay Berhane Kiflom",
    ),
    _o(
        "SOM", 2, "som", "ara swa", "refuge", 0.40,
        "Hodan Fadumo Ifrah Sahra Ayaan Halimo",
        "Abdirahman Guled Mohamud Liban Yasin Bashir",
        "Warsame Abdullahi Jama Farah Hersi Duale Elmi Osman",
    ),
    _o(
        "LKA", 2, "tam", "eng", "refuge", 0.10,
        "Tharani Kavitha Sivagami Anusha Priya Nirmala",
        "Suresh Kumaran Ravindran Pradeep Mathan Sutharsan",
        "Rajaratnam Sivalingam Kanagaratnam Thambirajah Selvarajah Nadarajah Ponnambalam",
    ),
    _o(
        "NPL", 2, "nep", "hin eng", "refuge", 0.24,
        "Sunita Bishnu Kamala Gita Sarita Manju",
        "Bhim Dilli Prakash Suraj Khem Narayan",
        "Adhikari Gurung Rai Dahal Tamang Bhattarai Khadka Subedi",
    ),
    _o(
        "PAK", 2, "urd", "pan eng", "asile", 0.08,
        "Sadia Ayesha Rubina Nadia Bushra Saima",
        "Imran Usman Faisal Adeel Zubair Waqas",
        "Qureshi Siddiqui Malik Chaudhry Baig Mirza Ansari Javed",
    ),
    _o(
        "RUS", 2, "rus", "eng", "economique", 0.0,
        "Tatiana Elena Anastasia Ludmila Vera Polina",
        "Dmitri Alexei Maxim Pavel Roman Kirill",
        "Volkov Morozov Lebedev Sokolov Kuznetsov Orlov Vinogradov",
    ),
    _o(
        "EGY", 2, "arz", "eng", "economique", 0.05,
        "Mariam Nermine Dalia Heba Yasmine Marina",
        "Mina Sherif Karim Tamer Hany Amr",
        "Guirguis Abdel-Fattah Soliman Habib Mikhail El-Sayed Fahmy Ragheb",
    ),
    _o(
        "PER", 2, "spa", "eng", "economique", 0.03,
        "Milagros Rosario Yolanda Flor Pilar Nélida",
        "Percy Edwin Rolando Wálter Efraín Nilton",
        "Quispe Huamán Mamani Ccori Palomino Yupanqui Salcedo Chávez_Rojas",
    ),
    _o(
        "ROU", 1, "ron", "eng", "economique", 0.0,
        "Ioana Mihaela Raluca Simona Crina",
        "Bogdan Cristian Radu Florin Vlad",
        "Munteanu Dumitrescu Ionescu Stoica Moldovan Petrescu",
    ),
    _o(
        "KOR", 1, "kor", "eng", "economique", 0.0,
        "Ji-woo Seo-yeon Min-ji Hye-jin Eun-ju",
        "Min-jun Seung-ho Tae-yang Dong-hyun Joon",
        "Kim Park Choi Jung Kang Yoon",
    ),
    _o(
        "CAN", 3, "eng", "", "anglophone", 0.01,
        "Emily Hannah Madison Brooke Leanne Cheryl",
        "Tyler Jordan Connor Bradley Scott Derek",
        "Whitfield Thornbury Mackay Ellison Prescott Lockhart Ashdown Penrose",
    ),
)  # fmt: skip
POIDS_ORIGINES = tuple(origine.poids for origine in ORIGINES)
